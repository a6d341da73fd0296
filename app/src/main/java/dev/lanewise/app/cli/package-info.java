/**
 * What all commands share: how options are declared, where output goes, what becomes of failures.
 *
 * <p>A {@link dev.lanewise.app.cli.Command} declares its options and does its work; {@link
 * dev.lanewise.app.cli.Lanewise} reads the arguments and runs one. Results go to standard output;
 * problems, progress and logs to standard error. Colours appear only in a terminal and not where
 * the environment variable {@code NO_COLOR} is set.
 *
 * <p><b>Failure.</b> A command throws, and {@link dev.lanewise.app.cli.FailureText} makes one line
 * of it, and a table below where tensors do not fit; the stack trace is added on demand only.
 * {@link dev.lanewise.app.cli.ExitCode} lists the exit codes.
 */
package dev.lanewise.app.cli;
