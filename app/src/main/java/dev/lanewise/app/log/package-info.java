/**
 * What the command line does with the log messages of the libraries below it: warnings and errors
 * become one line each on standard error, everything else is dropped.
 */
package dev.lanewise.app.log;
