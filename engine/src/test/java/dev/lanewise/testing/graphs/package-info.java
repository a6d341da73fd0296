/**
 * Small networks for tests: fixed ones, a generator of random ones, and an oracle that computes
 * them directly from the graph, in double and channels-first.
 */
package dev.lanewise.testing.graphs;
