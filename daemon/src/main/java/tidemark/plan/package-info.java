/**
 * The words for what a document is made of. {@link tidemark.plan.TypeSpec} is what a person wrote; {@link
 * tidemark.plan.DocumentPlan} is what the catalog made of it: a tree of tables joined by equal columns. No I/O and no
 * threads; every type is an immutable value.
 */
@NullMarked
package tidemark.plan;

import org.jspecify.annotations.NullMarked;
