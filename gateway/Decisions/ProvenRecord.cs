using System.Text.Json;
using AIoT.Embedded.Gateway.Api.Description;
using AIoT.Embedded.Gateway.Explanations;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>A record of the ledger with where its proof is.</summary>
public sealed record ProvenRecord(long Id, [property: JsonOf(typeof(ExplanationRecord))] JsonElement Record, string Proof);
