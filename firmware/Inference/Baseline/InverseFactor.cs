namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// The inverse of the Cholesky factor of a baseline's covariance, in integers.
    /// <code>
    /// R = correlations in Q24, shrunk: R[i][j] *= 63/64 off the diagonal        R = C * C^T,  K = C^-1  (Q24, lower triangles)
    /// L[i][j] = K[i][j] * inverse[j]   with inverse = 2^30 / deviation
    /// </code>
    /// Shrinking keeps every pivot of C at 1/8 or above but for rounding; a smaller one is taken as 1/8, so that K stays below 2^5 in size
    /// per step and results are clipped to 31 bits.
    /// </summary>
    internal static class InverseFactor
    {
        private const int Q = 24;
        private const long One = 1L << Q;

        internal static int[] Of(BaselineLearner learner, int[] inverse)
        {
            int n = inverse.Length;
            long[] c = new long[n * (n + 1) / 2];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    long r = i == j ? One : Correlation(learner.CovarianceQ8(i, j), inverse[i], inverse[j]);
                    for (int k = 0; k < j; k++)
                    {
                        r -= Multiply(c[At(i, k)], c[At(j, k)]);
                    }

                    if (i == j)
                    {
                        r = r < One >> 6 ? One >> 6 : r;
                        c[At(i, i)] = BaselineLearner.SquareRoot(r << Q);
                    }
                    else
                    {
                        c[At(i, j)] = Clip((Clip(r) << Q) / c[At(j, j)]);
                    }
                }
            }

            int[] l = new int[c.Length];
            long[] column = new long[n];
            for (int j = 0; j < n; j++)
            {
                // Column j of K by forward substitution: C * K = 1.
                for (int i = j; i < n; i++)
                {
                    long r = i == j ? One : 0;
                    for (int k = j; k < i; k++)
                    {
                        r -= Multiply(c[At(i, k)], column[k]);
                    }

                    column[i] = Clip((Clip(r) << Q) / c[At(i, i)]);
                    long scaled = (column[i] * inverse[j] + (One >> 1)) >> Q;
                    l[At(i, j)] = scaled > int.MaxValue ? int.MaxValue : scaled < -int.MaxValue ? -int.MaxValue : (int)scaled;
                }
            }

            return l;
        }

        /// <summary>covariance / (deviation * deviation) in Q24, within +-1, times 63/64.</summary>
        private static long Correlation(long covarianceQ8, long inverseI, long inverseJ)
        {
            // cov * 2^8 * (2^30 / di) >> 22 = 2^16 * cov / di, and the same again with dj gives Q24.
            long half = Divide(covarianceQ8, inverseI);
            long r = Divide(half, inverseJ);
            r = r > One ? One : r < -One ? -One : r;
            return r - r / 64;
        }

        /// <summary>x * inverse >> 22 for |x| kept within 2^39 and inverse up to 2^30.</summary>
        private static long Divide(long x, long inverse)
        {
            const long Limit = 1L << 39;
            x = x > Limit ? Limit : x < -Limit ? -Limit : x;
            return x < 1L << 32 && x > -(1L << 32) ? (x * inverse + (1L << 21)) >> 22 : ((x >> 8) * inverse) >> 14;
        }

        private static long Multiply(long a, long b)
        {
            return (a * b + (One >> 1)) >> Q;
        }

        /// <summary>Keeps factors below 2^31 in Q24, so that products of two fit 64 bits.</summary>
        private static long Clip(long x)
        {
            const long Limit = (1L << 31) - 1;
            return x > Limit ? Limit : x < -Limit ? -Limit : x;
        }

        private static int At(int i, int j)
        {
            return i * (i + 1) / 2 + j;
        }
    }
}
