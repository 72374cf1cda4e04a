namespace AIoT.Embedded.Standins.Simulation;

/// <summary>A simulated part on an SPI bus.</summary>
public interface ISpiPart
{
    /// <summary>A device is opened for the part.</summary>
    /// <param name="mode">SPI mode, 0 to 3.</param>
    /// <param name="clockHz">The bus's clock.</param>
    /// <exception cref="ArgumentException">The part can't be driven so; says what it takes.</exception>
    void Open(int mode, int clockHz);

    /// <summary>One transaction, chip select low from the first byte to the last.</summary>
    /// <param name="sent">What the controller sends.</param>
    /// <param name="received">What it receives; as long as <paramref name="sent"/>.</param>
    void Transfer(ReadOnlySpan<byte> sent, Span<byte> received);
}
