/** The Foodmart sample database: unique indexes, and not one primary or foreign key. */
@NullMarked
package tidemark.sandbox.foodmart;

import org.jspecify.annotations.NullMarked;
