using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>The routes of models for boards (docs/devices.md).</summary>
public static class ReleaseEndpoints
{
    private const int MostOffers = 200;

    public static void MapReleases(this RouteGroupBuilder api)
    {
        api.MapGet("/models", (ModelLibrary library, OfferBook book) => new ReleasesAnswer(
            library.All(), library.Keys(), [.. book.Reports().Select(row => ModelBoardView.Of(row.Device, row.ReceivedMs, row.Payload)).OfType<ModelBoardView>()]));
        api.MapGet("/offers", (OfferBook book, int? limit) => book.Newest(Math.Clamp(limit ?? 20, 1, MostOffers)));
        api.MapGet("/offers/{id:long}", (long id, OfferBook book) => book.Find(id) is { } offer ? Results.Ok(offer) : Problem.NotFound($"no offer {id}"));

        RouteGroupBuilder admin = api.MapGroup("").WithMetadata(new AccessControl.Needs(ApiRole.Admin));
        admin.MapPost("/models", async (ModelLibrary library, HttpContext context) =>
        {
            try
            {
                return Results.Ok(library.Add(await JsonBody.ReadBytesAsync(context, WireLimits.ModelFileBytes), DeviceEndpoints.By(context)));
            }
            catch (DeviceException wrong)
            {
                return Results.Json(new { error = wrong.Message, code = wrong.Code }, statusCode: StatusCodes.Status400BadRequest);
            }
            catch (UsageException wrong)
            {
                return Problem.Bad(wrong.Message);
            }
            catch (SqliteException wrong)
            {
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, $"the disk refuses it: {wrong.Message.ReplaceLineEndings(" ")}");
            }
        }).WithMetadata(new RequestSizeLimitAttribute(WireLimits.ModelFileBytes + 1)).Accepts<byte[]>("application/octet-stream");
        admin.MapPost("/models/keys", (ModelLibrary library, HttpContext context) => DeviceEndpoints.AnswerAsync<ReleaseRequests.Key>(context, body =>
            library.AddKey(body.Pem ?? "", body.Name ?? "", DeviceEndpoints.By(context)))).Accepts<ReleaseRequests.Key>("application/json");
        admin.MapDelete("/models/keys/{id}", (string id, ModelLibrary library, HttpContext context) => DeviceEndpoints.AnswerAsync<DeviceRequests.Why>(context, _ => library.RemoveKey(id, DeviceEndpoints.By(context))));
        admin.MapPost("/offers", (OfferBook book, HttpContext context) => DeviceEndpoints.AnswerAsync<ReleaseRequests.Offer>(context, body =>
            book.Make(body.Model ?? "", body.To ?? [], body.Machine, body.All ?? false, body.Canary ?? 0, DeviceEndpoints.By(context)))).Accepts<ReleaseRequests.Offer>("application/json");
        admin.MapPost("/offers/{id:long}/stop", (long id, OfferBook book, HttpContext context) => DeviceEndpoints.AnswerAsync<DeviceRequests.Why>(context, body =>
            book.Stop(id, body.Reason ?? "", DeviceEndpoints.By(context)))).Accepts<DeviceRequests.Why>("application/json");
    }
}
