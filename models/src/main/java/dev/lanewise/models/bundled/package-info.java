/**
 * A trained network and pictures inside the jar, so that something runs before anything is
 * downloaded.
 *
 * <p>The network is a ResNet-20 for CIFAR-10, trained for this project; {@code README.md} beside it
 * says how. A 32 x 32 network knows ten things: it calls a rocket a ship and an espresso an
 * automobile. Show probabilities where it looks at anything else.
 *
 * <p>Resources are read anew at each call; the caller owns, and closes, what is returned.
 */
package dev.lanewise.models.bundled;
