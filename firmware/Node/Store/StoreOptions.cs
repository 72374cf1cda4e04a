namespace AIoT.Embedded.Node
{
    /// <summary>Sizes of a <see cref="RingStore"/>.</summary>
    public sealed class StoreOptions
    {
        /// <summary>Bytes of a segment file, 2048 and above; a segment is deleted as a whole when all in it is acknowledged.</summary>
        public int SegmentBytes { get; set; } = 16384;

        /// <summary>The most segment files, 2 to 1024; with <see cref="SegmentBytes"/> the room that the store takes.</summary>
        public int Segments { get; set; } = 16;

        /// <summary>The acknowledgement is written down when it has moved by this many readings, and before a segment is deleted: fewer writes, more readings sent again after a restart.</summary>
        public int CursorEvery { get; set; } = 16;
    }
}
