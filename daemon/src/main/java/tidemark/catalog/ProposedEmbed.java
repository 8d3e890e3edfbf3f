package tidemark.catalog;

import tidemark.plan.EmbedSpec;

/**
 * An embed that could be wanted.
 *
 * @param spec as a person would write it
 * @param active whether it is written to hold, rather than as a comment
 * @param remark what it shows and costs
 */
record ProposedEmbed(EmbedSpec spec, boolean active, String remark) {}
