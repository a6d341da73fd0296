/**
 * How often a network is right about pictures whose classes are known.
 *
 * <p>{@link dev.lanewise.app.eval.Evaluation} runs the network on several pictures at once, one in
 * each thread, and counts in the order of the dataset; {@link dev.lanewise.app.eval.EvalReport}
 * shows the result, for people, as JSON, or as a table of all confusions.
 *
 * <p><b>Failure.</b> A picture that cannot be read is reported and not counted.
 */
package dev.lanewise.app.eval;
