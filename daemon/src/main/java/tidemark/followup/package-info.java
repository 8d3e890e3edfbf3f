/**
 * Follow-ups: whoever wants to know of documents that the primary indexer has written. {@link
 * tidemark.followup.SecondaryIndexer} is what such a one implements, found by {@link java.util.ServiceLoader} through {@link
 * tidemark.followup.SecondaryIndexerProvider}; {@link tidemark.followup.Webhook} and {@link tidemark.followup.DerivedIndex} are built in.
 *
 * <p><b>Hand-over.</b> A cycle puts down the group of what it wrote before the marker moves past it ({@code cycle.Staging}): a group that
 * was not put down belongs to a cycle that is run again. So every id that the primary indexed is in some group, and the groups are in
 * the order of the cycles. When another index serves a type, after a rebuild or a roll back, a group says so for all its documents; it is
 * told from the index that was live when something was last staged, in the same object, so no crash in between loses it.
 *
 * <p><b>Taking.</b> Each follower has a thread and a state object of its own, with the number of the next group. It takes whole groups in
 * order, and counts one as taken only when its indexer has returned: after a crash it is taken again, never skipped. A follower that is
 * new, or that has missed groups because the list was full, takes everything first. What it reads of the primary is what is there then, which
 * is at least as new as the group; a later group says the rest.
 *
 * <p><b>Nobody waits for a follower.</b> The primary writes groups and never reads what becomes of them. A follower that fails or sleeps makes
 * the list longer, up to the limit of ids and groups; then the oldest go, and it has to take everything once it is back.
 *
 * <p>States of a follower: {@code waiting}, {@code indexing}, {@code failing} (tried again, ever more rarely), {@code standing by} (another
 * daemon leads).
 */
@NullMarked
package tidemark.followup;

import org.jspecify.annotations.NullMarked;
