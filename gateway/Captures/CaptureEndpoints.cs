using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures.Spectra;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Wire;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>Raw captures under /api/v1.</summary>
public static class CaptureEndpoints
{
    private const double GreatestHz = 1000;
    private const double GreatestBand = 200_000;

    public static void MapCaptures(this RouteGroupBuilder api)
    {
        api.MapGet("/machines/{id}/captures", (string id, int? limit, AssetCatalog catalog, CaptureViews views) =>
            catalog.Machines.FirstOrDefault(machine => machine.Id == id) is { } machine ? Results.Ok(views.OfMachine(machine, Math.Clamp(limit ?? 50, 1, 500))) : Problem.NotFound($"no machine `{id}`"));
        api.MapGet("/captures/{id:long}", (long id, CaptureStore store, CaptureViews views) => WithSamples(store, id, (capture, samples) => Results.Ok(views.Detail(capture, samples))));
        api.MapGet("/captures/{id:long}/wave", (long id, CaptureStore store) => WithSamples(store, id, (capture, samples) => Results.Ok(CaptureViews.Wave(capture, samples))));
        api.MapGet("/captures/{id:long}/spectrum", (long id, double? shaftHz, double? maxHz, CaptureStore store, CaptureViews views) =>
            Wrong(shaftHz, maxHz) ?? WithSamples(store, id, (capture, samples) => Results.Ok(views.Spectrum(capture, samples, shaftHz, maxHz ?? 0))));
        api.MapGet("/captures/{id:long}/envelope", (long id, double? shaftHz, CaptureStore store, CaptureViews views) =>
            Wrong(shaftHz, null) ?? WithSamples(store, id, (capture, samples) => Results.Ok(views.Envelope(capture, samples, shaftHz))));
        api.MapGet("/captures/{id:long}/samples.wav", (long id, CaptureStore store) => WithSamples(store, id, (capture, samples) => Results.File(
            CaptureFile.Wav(samples, capture.RateHz, $"{capture.Device} epoch {capture.Key.Epoch} boot {capture.Key.Boot} capture {capture.Key.Number}; one count is {capture.NanoG}e-9 g"), "audio/wav", $"{capture.Device}-{capture.Id}.wav")));
        api.MapGet("/captures/{id:long}/samples.csv", (long id, CaptureStore store) => WithSamples(store, id, (capture, samples) => Results.File(
            System.Text.Encoding.ASCII.GetBytes(CaptureFile.Csv(samples, capture.RateHz, capture.NanoG)), "text/csv", $"{capture.Device}-{capture.Id}.csv")));
        api.MapGet("/devices/{id}/capture", (string id, CaptureInbox inbox) => Topics.IsDevice(id) ? Results.Ok(inbox.StatusOf(id)) : Problem.NotFound($"no board `{id}`"));
        api.MapPost("/devices/{id}/capture", (string id, HttpContext context, GatewayViews views, CaptureDesk desk) =>
        {
            if (!views.Devices().Any(device => device.Id == id))
            {
                return Problem.NotFound($"no board `{id}`");
            }

            try
            {
                return Results.Accepted($"/api/v1/devices/{id}/capture", desk.Ask(id, AccessControl.CallerOf(context), "request"));
            }
            catch (SqliteException wrong)
            {
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, $"the disk refuses the record of who asks: {wrong.Message.ReplaceLineEndings(" ")}");
            }
        })
            .WithMetadata(new AccessControl.Needs(ApiRole.Technician));
    }

    private static IResult? Wrong(double? shaftHz, double? maxHz) =>
        shaftHz is { } speed && !(speed is > 0 and <= GreatestHz) ? Problem.Bad($"shaftHz must be above 0 and at most {GreatestHz} Hz")
        : maxHz is { } high && !(high is > 0 and <= GreatestBand) ? Problem.Bad($"maxHz must be above 0 and at most {GreatestBand} Hz")
        : null;

    private static IResult WithSamples(CaptureStore store, long id, Func<Capture, short[], IResult> use)
    {
        if (store.Find(id) is not { } capture)
        {
            return Problem.NotFound($"no capture {id} (any more)");
        }

        if (store.Samples(capture) is not { } samples)
        {
            return Problem.Of(StatusCodes.Status500InternalServerError, $"the samples of capture {id} are not those that were kept: their hash is another");
        }

        return samples.Length < CaptureWindows.Least ? Problem.Of(StatusCodes.Status422UnprocessableEntity, $"capture {id} has {samples.Length} samples: it takes {CaptureWindows.Least} to say anything") : use(capture, samples);
    }
}
