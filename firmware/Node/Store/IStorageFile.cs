namespace AIoT.Embedded.Node
{
    /// <summary>An open file. What was written is safe from a power cut after <see cref="Flush"/>. Failures throw IOException.</summary>
    public interface IStorageFile
    {
        /// <summary>The file's length in bytes.</summary>
        int Length { get; }

        /// <summary>Reads from a position.</summary>
        /// <returns>The number of bytes read: fewer than asked for at the file's end.</returns>
        int Read(int position, byte[] buffer, int offset, int count);

        /// <summary>Writes at a position, at most the file's length.</summary>
        void Write(int position, byte[] buffer, int offset, int count);

        /// <summary>Cuts the file off.</summary>
        void Truncate(int length);

        /// <summary>Brings what was written to the flash.</summary>
        void Flush();

        /// <summary>Closes the file.</summary>
        void Close();
    }
}
