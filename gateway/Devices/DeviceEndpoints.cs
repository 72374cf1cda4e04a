using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.Evidence;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Security;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>The routes of boards' trust (docs/devices.md).</summary>
public static class DeviceEndpoints
{
    private const int MostResults = 200;

    public static void MapDeviceTrust(this RouteGroupBuilder api)
    {
        api.MapGet("/devices/standings", (DeviceRegistry registry, DeviceStore store) =>
        {
            Dictionary<string, DeviceIdentityRow> identities = store.All().ToDictionary(identity => identity.Device);
            return registry.All().Select(entry => DeviceTrustView.Of(entry.Key, entry.Value, identities.GetValueOrDefault(entry.Key)));
        });
        api.MapGet("/devices/{id}/standing", (string id, DeviceRegistry registry, DeviceStore store) => DeviceTrustView.Of(id, registry.Of(id), store.Find(id)));
        api.MapGet("/devices/{id}/attestations", (string id, AttestationResults results, int? limit) => results.Of(id, Math.Clamp(limit ?? 20, 1, MostResults)));
        api.MapGet("/references", (ReferenceBook book) => book.All());

        RouteGroupBuilder technician = api.MapGroup("").WithMetadata(new AccessControl.Needs(ApiRole.Technician));
        technician.MapPost("/devices/{id}/challenge", (string id, IServiceProvider services) => services.GetService<AttestationWorker>() switch
        {
            null => Problem.Of(StatusCodes.Status409Conflict, "no gateway runs: there is nobody to ask boards"),
            { } worker => worker.Ask(id) ? Results.Accepted($"/api/v1/devices/{id}/standing") : Problem.Of(StatusCodes.Status409Conflict, $"{id} is not enrolled"),
        });
        technician.MapPost("/devices/{id}/enrol", (string id, Onboarding onboarding, HttpContext context) => AnswerAsync<DeviceRequests.Enrol>(context, body =>
        {
            if (body.Claim is null && context.Items[nameof(ApiRole)] is ApiRole.Technician)
            {
                throw new DeviceException("claim-missing", "a technician enrols with a claim code that an admin has made: give `claim`");
            }

            return onboarding.Enrol(
                new EnrolmentRequest
                {
                    Device = id, HardwareModel = body.HardwareModel ?? throw new DeviceException("hardware", "`hardwareModel` is missing"), Claim = body.Claim, Ueid = body.Ueid, OemId = body.OemId, Key = body.Key, Level = body.Level,
                },
                By(context));
        })).Accepts<DeviceRequests.Enrol>("application/json");

        RouteGroupBuilder admin = api.MapGroup("").WithMetadata(new AccessControl.Needs(ApiRole.Admin));
        admin.MapPost("/claims", (ClaimBook claims, HttpContext context) => AnswerAsync<DeviceRequests.Claim>(context, body =>
        {
            if (body.Device is { } device && !Wire.Topics.IsDevice(device))
            {
                throw new DeviceException("name", "a board's name has 1 to 32 characters of a-z 0-9 -");
            }

            if (body.Hours is { } hours && !(hours is > 0 and <= 2160))
            {
                throw new DeviceException("claim-lifetime", "`hours` must be above 0 and at most 2160");
            }

            return new ClaimAnswer(claims.Issue(body.Device ?? "", TimeSpan.FromHours(body.Hours ?? 24), By(context)));
        })).Accepts<DeviceRequests.Claim>("application/json");
        Move(admin, "quarantine", (onboarding, id, why, by) => onboarding.Quarantine(id, why, by));
        Move(admin, "release", (onboarding, id, why, by) => onboarding.Release(id, why, by));
        Move(admin, "retire", (onboarding, id, why, by) => onboarding.Retire(id, why, by));
        admin.MapPost("/devices/{id}/key", (string id, Onboarding onboarding, HttpContext context) => AnswerAsync<DeviceRequests.Why>(context, _ => onboarding.ChangeKey(id, By(context))));
        admin.MapPost("/references", (ReferenceBook book, HttpContext context) => AnswerAsync<DeviceRequests.Reference>(context, body =>
            book.Add(body.Kind ?? "", body.Name ?? "", body.Version ?? "", body.Hash ?? "", body.Hardware ?? "", By(context)))).Accepts<DeviceRequests.Reference>("application/json");
        admin.MapDelete("/references/{id:long}", (long id, ReferenceBook book, HttpContext context) => AnswerAsync<DeviceRequests.Why>(context, _ => book.Remove(id, By(context))));
    }

    /// <summary>Whose key it was; a command beside a gateway that does not run has none.</summary>
    internal static string By(HttpContext context) => AccessControl.CallerOf(context).Name is { Length: > 0 } name ? name : "command";

    /// <summary>What is wrong is told in one line: 400, or 429 after too many wrong claim codes.</summary>
    internal static async Task<IResult> AnswerAsync<TBody>(HttpContext context, Func<TBody, object> act)
        where TBody : class
    {
        try
        {
            return Results.Ok(act(await JsonBody.ReadAsync<TBody>(context)));
        }
        catch (DeviceException wrong)
        {
            return Results.Json(new { error = wrong.Message, code = wrong.Code }, statusCode: wrong.Code == "claim-rate" ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest);
        }
        catch (UsageException wrong)
        {
            return Problem.Bad(wrong.Message);
        }
        catch (SqliteException wrong)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, $"the disk refuses it: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void Move(RouteGroupBuilder admin, string verb, Func<Onboarding, string, string, string, DeviceTrust> act) =>
        admin.MapPost($"/devices/{{id}}/{verb}", (string id, Onboarding onboarding, HttpContext context) =>
            AnswerAsync<DeviceRequests.Why>(context, body => act(onboarding, id, body.Reason ?? "", By(context)))).Accepts<DeviceRequests.Why>("application/json");
}
