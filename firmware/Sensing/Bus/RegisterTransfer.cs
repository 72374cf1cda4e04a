namespace AIoT.Embedded.Sensing
{
    /// <summary>The buffers of one repeated register read. Whole arrays go to the driver of the bus, because slices cost an object each on the device.</summary>
    public sealed class RegisterTransfer
    {
        /// <summary>Buffers as a bus wants them.</summary>
        /// <param name="command">What is sent.</param>
        /// <param name="data">What is received.</param>
        /// <param name="first">Index in <paramref name="data"/> of the first register's byte.</param>
        /// <param name="count">Registers read.</param>
        public RegisterTransfer(byte[] command, byte[] data, int first, int count)
        {
            Command = command;
            Data = data;
            First = first;
            Count = count;
        }

        /// <summary>What is sent.</summary>
        public byte[] Command { get; private set; }

        /// <summary>What is received.</summary>
        public byte[] Data { get; private set; }

        /// <summary>Index of the first register's byte.</summary>
        public int First { get; private set; }

        /// <summary>Registers read.</summary>
        public int Count { get; private set; }
    }
}
