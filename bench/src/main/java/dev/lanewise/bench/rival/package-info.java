/**
 * Whole networks on Lanewise and on ONNX Runtime, in turns.
 *
 * <p><b>Concept.</b> A {@link dev.lanewise.bench.rival.Comparison} takes a graph with random
 * weights, writes it down for the rival, and makes a {@link dev.lanewise.bench.rival.Contestant} of
 * each runtime. Both compute the same input once; an {@link dev.lanewise.bench.rival.OutputCheck}
 * stops everything if the results are not the same. Then a {@link dev.lanewise.bench.rival.Contest}
 * lets them take turns.
 *
 * <p><b>What is timed.</b> From filled input to filled output, both dense N C D H W in native
 * memory. The rival has all its graph optimisations, as many threads as we have, and its defaults
 * else; its outputs are bound beforehand.
 *
 * <p><b>Units.</b> A ratio is the rival's time by ours: above 1 we are faster. Speeds count the
 * operations of direct summation, two for each multiply-add.
 *
 * <p><b>Threads and lifetime.</b> One thread at a time drives a contestant, which has workers of
 * its own. Contestants hold native memory until they are closed.
 *
 * <p><b>Failure.</b> Outputs that differ throw before anything is timed.
 */
package dev.lanewise.bench.rival;
