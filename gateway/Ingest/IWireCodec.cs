namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>Bytes of the wire contract to what the gateway works with, and back.</summary>
public interface IWireCodec
{
    /// <summary>False: the message is refused, for <paramref name="reason"/>.</summary>
    bool TryReadReading(byte[] payload, out SensorReading reading, out string reason);

    bool TryReadHealth(byte[] payload, out BoardHealth health, out string reason);

    byte[] WriteCursor(long epoch, long seq, long timeMs);
}
