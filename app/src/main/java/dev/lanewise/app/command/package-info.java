/**
 * The commands, one class each: {@code classify}, {@code run}, {@code bench}, {@code summary},
 * {@code list}, {@code doctor}.
 *
 * <p>A command declares its options in its constructor, in the order of its help, and does its work
 * in {@code run}. What it asks of networks goes through {@code dev.lanewise.models} and {@code
 * dev.lanewise.engine}; failures are thrown as they come.
 */
package dev.lanewise.app.command;
