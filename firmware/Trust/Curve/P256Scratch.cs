namespace AIoT.Embedded.Trust
{
    /// <summary>Room for the intermediate field elements of point arithmetic: made once a verification.</summary>
    internal sealed class P256Scratch
    {
        public readonly long[] A = new long[P256Field.Limbs];
        public readonly long[] B = new long[P256Field.Limbs];
        public readonly long[] C = new long[P256Field.Limbs];
        public readonly long[] D = new long[P256Field.Limbs];
        public readonly long[] H = new long[P256Field.Limbs];
        public readonly long[] R = new long[P256Field.Limbs];
    }
}
