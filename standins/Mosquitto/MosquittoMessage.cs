namespace AIoT.Embedded.Mosquitto;

/// <summary>A message as it came from, or goes to, the broker.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Payload">The payload; the receiver's own copy.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Retain">True for a message that the broker had kept.</param>
public sealed record MosquittoMessage(string Topic, byte[] Payload, int Qos = 0, bool Retain = false);
