namespace AIoT.Embedded.Gateway.Store;

/// <summary>A reading that is on disk.</summary>
/// <param name="Id">Order of arrival, from 1.</param>
public sealed record StoredReading(long Id, string Device, long Epoch, long Seq, long ReceivedMs, byte[] Payload);
