namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>Bytes of the wire contract to what the gateway works with, and back.</summary>
public interface IWireCodec
{
    /// <summary>What ingest needs of a reading: all of it is checked, only its place in the stream is given.</summary>
    bool TryReadKey(byte[] payload, out long epoch, out long seq, out string reason);

    /// <summary>False: the message is refused, for <paramref name="reason"/>.</summary>
    bool TryReadReading(byte[] payload, out SensorReading reading, out string reason);

    bool TryReadHealth(byte[] payload, out BoardHealth health, out string reason);

    byte[] WriteCursor(long epoch, long seq, long timeMs);
}
