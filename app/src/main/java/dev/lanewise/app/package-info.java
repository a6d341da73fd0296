/**
 * The command line of Lanewise.
 *
 * <p>{@link dev.lanewise.app.Main} knows the commands; each is one class in {@code command}, with
 * what it measures, reads or prints in a package of its own below it.
 */
package dev.lanewise.app;
