using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Sensing.Tests.Support;

/// <summary>A bus on which something happens after a long transaction, as when the thread is held up between two.</summary>
public sealed class SlowSpiPart(ISpiPart part) : ISpiPart
{
    /// <summary>Called after each transaction of more than 16 bytes.</summary>
    public Action? AfterBurst { get; set; }

    public void Open(int mode, int clockHz) => part.Open(mode, clockHz);

    public void Transfer(ReadOnlySpan<byte> sent, Span<byte> received)
    {
        part.Transfer(sent, received);
        if (sent.Length > 16)
        {
            AfterBurst?.Invoke();
        }
    }
}
