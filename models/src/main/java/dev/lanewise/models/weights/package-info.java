/**
 * Weights under other names: what other projects call the tensors of a built-in network.
 *
 * <p>{@code FittedWeights} takes a file's names as they are if they are those of the network. Else
 * it drops a prefix that all names share and that training or wrapping put there, and tries the
 * mappings of {@code mappings.txt}: a mapping fits if it gives every parameter of the network a
 * tensor, and no two tensors one name. If two mappings fit and disagree, the file is refused.
 */
package dev.lanewise.models.weights;
