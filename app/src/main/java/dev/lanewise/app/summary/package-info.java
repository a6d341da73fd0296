/**
 * The layers of a network as a tree.
 *
 * <p>{@link dev.lanewise.app.summary.LayerTree} groups nodes by the dots in their names, {@link
 * dev.lanewise.app.summary.LayerTable} prints a row for each group and each node.
 */
package dev.lanewise.app.summary;
