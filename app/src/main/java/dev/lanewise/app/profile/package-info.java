/** The report of {@code profile}: the time of every layer, for people and for programs. */
package dev.lanewise.app.profile;
