/**
 * From changed rows to the documents that show them. {@link tidemark.invalidation.Invalidation} climbs from each changed row up
 * the plan, {@link tidemark.invalidation.AffectedDocuments} collects.
 *
 * <p><b>Where it starts.</b> At every place of a plan where the changed table stands. A row's <em>edge</em> at a place is the tuple
 * of its values in the columns by which it is joined there. From a log row start the edge that it recorded (before the UPDATE or
 * DELETE) and the edge that the row with its new key has in the snapshot. At the root start the old and the new key.
 *
 * <p><b>How it climbs.</b> From edges to the rows above that have these values, as the snapshot shows them, from these rows to
 * their own edges, and so on to the keys of the root.
 *
 * <p><b>Why nothing is missed.</b> Let S1 be the snapshot of the last cycle and S2 this one's, and let a document differ between
 * them. If its root row changed, came, went or took another key, the log names both keys. Else the root row is shown in both,
 * unchanged. Go down from it through rows that are unchanged in both, as far as what they embed is the same rows: somewhere an
 * unchanged row P, reached through unchanged rows, has at some embed a row R that (a) was joined in S1 and is not in S2, (b) is
 * joined in S2 and was not in S1, or (c) is joined in both and has changed itself. (A row that took another key went and came; a
 * row that a filter now takes or leaves changed, because filters read its own columns alone.) P being unchanged, its side of the join
 * is, so in each case R is in the delta, and a climb from R starts with the edge that P joins: in (a) and (c) it is the edge of R
 * in S1, which the first log row of R after S1 recorded, whatever happened to R later, DELETE included; in (b) it is the edge of R
 * in S2, found by the new key of its last log row, which is the key that it has in S2. From that edge the climb finds P, which S2
 * shows and its filter takes; P and all above it are unchanged, so their edges in S2 are those that the document is made by,
 * and the climb ends at its root. Hence changes on several levels in one delta, re-parenting on two levels at once, changes
 * of keys and deletes need no care of their own: each document that differs has a highest place where it differs, and above that
 * place the snapshot tells the truth. What lies between S1 and S2 does not matter; a delta may be read in pieces, each with the
 * same snapshot or a later one, because every log row is climbed from in a snapshot that shows it.
 *
 * <p><b>Why little is added.</b> From the current edge only documents are reached that show the row now; from the old edge, those
 * that showed it then and still exist. Rows in between that their filter leaves out are not climbed through. More than that is found
 * only where the log cannot tell: a changed row that was outside of a filter before, or a row above that no longer exists but whose
 * key is known without asking, because no filter is in the way.
 *
 * <p><b>In an object store</b> the log names objects, not rows: {@code updated} are the objects of which a sheet, a key or a link
 * changed, made and deleted ones, and the far ends of links that came or went; {@code renamed} those that took another name. A plan's
 * places of sheets, keys and links are not climbed from: their rows change only with the object that owns them, and an object is
 * never joined by anything that changes, its id and its item type. So of the three cases above, (a) and (b) are links that came or went: then
 * the object at the embedding end is in the delta itself, whichever way the link is read, and a climb from it, or its own
 * document, begins at or above the place where the document differs; (c) is the object itself. There is no old edge to know. From
 * a renamed object a climb starts at each place that lists links, from those that lead to it.
 *
 * <p>Bounds: tuples go into queries and come out of them by the thousand, depth first, so that an object that millions show
 * is streamed; at the type's limit the climb ends. Failures: a filter that fails on some row is done without; an old value that no
 * longer fits its column's type escalates the type. A server that is away is {@link tidemark.lifecycle.Unavailable}. Threads: what
 * is compiled is immutable; {@link tidemark.invalidation.AffectedDocuments} belongs to one thread.
 */
@NullMarked
package tidemark.invalidation;

import org.jspecify.annotations.NullMarked;
