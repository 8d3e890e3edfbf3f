/**
 * The physical indices behind the aliases: made from a document plan, filled, served, dropped.
 *
 * <p>States of a physical index, all of them visible in Elasticsearch and none remembered here: <em>filling</em> (hidden from
 * wildcards, without replicas and refresh), <em>prepared</em> (as it will serve), <em>serving</em> (its alias names it),
 * dropped. Its name is the alias and the generation of the job that made it, {@code <alias>-<generation>}, so no name is ever
 * used twice; its private write alias is {@code <name>-W}.
 *
 * <p>Invariants: only {@link tidemark.index.Indices#create} makes an index (a write alias has a capital letter, which an index
 * name may not have, so neither a late write nor a late delete can make one); an alias changes only by one atomic action that
 * names the index that was there before.
 *
 * <p>Failures: a server that is away is {@link tidemark.lifecycle.Unavailable}, and nobody knows then whether the request was
 * carried out: every method may be called again. A mapping, setting or name that Elasticsearch refuses is a {@link
 * tidemark.lifecycle.Refusal}.
 *
 * <p>Threads: no state, any thread.
 */
@NullMarked
package tidemark.index;

import org.jspecify.annotations.NullMarked;
