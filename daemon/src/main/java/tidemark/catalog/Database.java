package tidemark.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Which database this is, and who asks.
 *
 * @param name its name
 * @param oid its object id; another one after a dump was restored
 * @param systemIdentifier of the cluster, shared by a primary and its standbys; null where the role may not ask
 * @param version of the server, as {@code server_version_num}: 180006 is 18.6
 * @param recovery whether the server was in recovery (a standby)
 * @param role the current role
 */
public record Database(
        String name, long oid, @Nullable String systemIdentifier, int version, boolean recovery, String role) {

    /** The same for a primary, its standbys and what they become; differs after {@code pg_upgrade} or a restored dump. */
    public String identity() {
        return (systemIdentifier == null ? "unknown" : systemIdentifier) + "/" + oid + "/" + name;
    }
}
