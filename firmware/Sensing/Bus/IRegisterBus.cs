namespace AIoT.Embedded.Sensing
{
    /// <summary>A part's registers behind SPI or I2C. Buffers are made once by <see cref="Prepare"/>; reading allocates nothing of its own.</summary>
    public interface IRegisterBus
    {
        /// <summary>Bytes that the bus moves in a second while a transaction lasts.</summary>
        int BytesPerSecond { get; }

        /// <summary>Makes the buffers of a read that will be repeated.</summary>
        /// <param name="register">The first register.</param>
        /// <param name="count">Bytes to read in one transaction, 1 to 16,383 (the most that an ESP32's SPI moves at once, with its command byte).</param>
        RegisterTransfer Prepare(int register, int count);

        /// <summary>Reads in one transaction; the bytes are in <c>transfer.Data[transfer.First ...]</c>.</summary>
        /// <returns>False when the bus reports a failure.</returns>
        bool TryRead(RegisterTransfer transfer);

        /// <summary>Writes one register.</summary>
        /// <returns>False when the bus reports a failure.</returns>
        bool TryWrite(int register, int value);
    }
}
