package org.bayesagg.math.likelihood;

/**
 * Evidence of N labelled examples, by what multiplies the inputs x: cheap to keep, exact to add.
 *
 * <p>Precision: block b gains Σ_n omega[b][n] x xᵀ. A categorical task of full structure is
 * coupled: it gains Σ_n u_n (diag p_n − p_n p_nᵀ) ⊗ x xᵀ, and {@code omega} then holds the class
 * probabilities p [C][N] and {@code coupling} the weights u [N].
 *
 * <p>Information: η gains Σ_n pull[n, k] x for output k. For a diagonal precision D, whose mean is
 * expanded at the head, η gains D∘w − Σ_n slope[n, k] x instead.
 *
 * @param omega [blocks][N], at least 0
 * @param coupling u [N], or null where the blocks are independent
 * @param pull [N, o]: H w − ∂loss/∂w (halved for squared errors) as a multiple of x
 * @param slope [N, o]: ∂loss/∂z on the same scale
 */
public record Curvature(double[][] omega, double[] coupling, double[] pull, double[] slope) {}
