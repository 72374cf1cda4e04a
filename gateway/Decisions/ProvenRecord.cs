using System.Text.Json;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>A record of the ledger with where its proof is.</summary>
public sealed record ProvenRecord(long Id, JsonElement Record, string Proof);
