package tidemark.http;

/** Calls that belong together; each kind asks one room through an interface of its own. */
public abstract class Resource {

    Resource() {}

    abstract void addTo(Router router);
}
