/**
 * Audits: what rules say of documents. {@link tidemark.audit.Rules} are the compiled rules of one type, the
 * second pass of {@code tidemark.cycle} writes what they say into documents that were written without.
 *
 * <p><b>Where an audit is right.</b> An audit is a function of the document and the rules alone: no clock, no other document. A
 * document names the rules that its audit was made by, in {@code _tidemark.rules}; so what is owed can be asked of the index at any
 * time, {@code rules} missing or another, and nothing else is kept. Whatever ends a process between the two passes, the next one that
 * leads finds the same documents; and rules that were changed are made up for in the same way, without composing anything.
 *
 * <p><b>Why the second pass brings nothing back.</b> It writes a document that it read, with its audit, on condition that it is
 * still the revision that was read ({@code if_seq_no}, {@code if_primary_term}): a newer write, a deletion, and a deletion that was
 * forgotten all refuse it, and then there is nothing to do, for a newer document is asked for anew. Its version becomes one more than
 * that of the generation which wrote it; the next generation is at least one more too, and may write over an equal version. What is
 * written is what was read, byte by byte but for the audit: numbers keep their digits.
 *
 * <p><b>A rule that fails</b> on a document says so in the document, at the lowest level, and hinders no other. How much a rule may say
 * and how long it may count is bounded.
 */
@NullMarked
package tidemark.audit;

import org.jspecify.annotations.NullMarked;
