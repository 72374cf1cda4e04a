using System.Text.Json;

namespace AIoT.Embedded.Wire.Tests;

/// <summary>One object's decoder and encoder, whatever its message.</summary>
internal sealed record MessageCodec(string Vectors, Func<byte[], int, int, bool> TryDecode, Func<byte[], int, int> Encode, Func<string?> Reason, Func<JsonElement, Func<byte[], int, int>> FromVector)
{
    /// <summary>A fresh object of every message of the contract.</summary>
    public static MessageCodec[] All()
    {
        var reading = new Reading();
        var health = new Health();
        var cursor = new Cursor();
        var captureRequest = new CaptureRequest();
        var baselineRequest = new BaselineRequest();
        var configurationRequest = new ConfigurationRequest();
        var answer = new Answer();
        var chunk = new CaptureChunk();
        var modelOffer = new ModelOffer();
        var modelChunk = new ModelChunk();
        var modelReport = new ModelReport();
        return
        [
            new("readings", reading.TryDecode, reading.Encode, () => reading.Reason, v => WireVectors.Reading(v).Encode),
            new("health", health.TryDecode, health.Encode, () => health.Reason, v => WireVectors.Health(v).Encode),
            new("cursors", cursor.TryDecode, cursor.Encode, () => cursor.Reason, v => WireVectors.Cursor(v).Encode),
            new("captureRequests", captureRequest.TryDecode, captureRequest.Encode, () => captureRequest.Reason, v => WireVectors.CaptureRequest(v).Encode),
            new("baselineRequests", baselineRequest.TryDecode, baselineRequest.Encode, () => baselineRequest.Reason, v => WireVectors.BaselineRequest(v).Encode),
            new("configurationRequests", configurationRequest.TryDecode, configurationRequest.Encode, () => configurationRequest.Reason, v => WireVectors.ConfigurationRequest(v).Encode),
            new("answers", answer.TryDecode, answer.Encode, () => answer.Reason, v => WireVectors.Answer(v).Encode),
            new("captureChunks", chunk.TryDecode, chunk.Encode, () => chunk.Reason, v => WireVectors.CaptureChunk(v).Encode),
            new("modelOffers", modelOffer.TryDecode, modelOffer.Encode, () => modelOffer.Reason, v => ModelVectors.Offer(v).Encode),
            new("modelChunks", modelChunk.TryDecode, modelChunk.Encode, () => modelChunk.Reason, v => ModelVectors.Chunk(v).Encode),
            new("modelReports", modelReport.TryDecode, modelReport.Encode, () => modelReport.Reason, v => ModelVectors.Report(v).Encode),
        ];
    }
}
