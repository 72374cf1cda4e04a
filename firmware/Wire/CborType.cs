namespace AIoT.Embedded.Wire
{
    /// <summary>CBOR's major types: the upper three bits of an item's first byte.</summary>
    public static class CborType
    {
        /// <summary>0 and above.</summary>
        public const int Unsigned = 0;

        /// <summary>Below 0.</summary>
        public const int Negative = 1;

        /// <summary>A byte string.</summary>
        public const int Bytes = 2;

        /// <summary>A text.</summary>
        public const int Text = 3;

        /// <summary>An array.</summary>
        public const int Array = 4;

        /// <summary>A map.</summary>
        public const int Map = 5;

        /// <summary>A tag before another item.</summary>
        public const int Tag = 6;

        /// <summary>False, true, null, undefined, other simple values and floats.</summary>
        public const int Simple = 7;
    }
}
