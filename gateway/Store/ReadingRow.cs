namespace AIoT.Embedded.Gateway.Store;

/// <summary>A reading to be kept.</summary>
/// <param name="Device">The board's id.</param>
/// <param name="Epoch">Its store epoch.</param>
/// <param name="Seq">The reading's number in the epoch, from 1.</param>
/// <param name="ReceivedMs">When it came, UTC milliseconds.</param>
/// <param name="Payload">The CBOR bytes as they came.</param>
public readonly record struct ReadingRow(string Device, long Epoch, long Seq, long ReceivedMs, byte[] Payload);
