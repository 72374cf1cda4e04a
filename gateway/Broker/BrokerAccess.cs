using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>Where the gateway connects, and as whom.</summary>
/// <param name="Tls">Null: a plain connection.</param>
public sealed record BrokerAccess(string Host, int Port, string? User = null, string? Password = null, MosquittoTls? Tls = null);
