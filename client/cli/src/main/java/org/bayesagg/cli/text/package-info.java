/** Quantities and tables for people. */
package org.bayesagg.cli.text;
