/**
 * The commands, one class each.
 *
 * <p>A command declares its options in its constructor, in the order of its help, and does its work
 * in {@code run}. What it asks of networks goes through {@code dev.lanewise.models} and {@code
 * dev.lanewise.engine}; failures are thrown as they come. {@code ComputeCommand}, {@code
 * PictureCommand} and {@code RecordingCommand} hold the options that several commands share.
 */
package dev.lanewise.app.command;
