using AIoT.Embedded.Gateway.Api;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Security;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>The routes of alarms and of the labels that verdicts make (docs/alarms.md).</summary>
public static class AlarmEndpoints
{
    /// <summary>Names a request, so that one that is sent again does nothing twice.</summary>
    public const string RequestHeader = "Idempotency-Key";

    private const int LargestPage = 500;
    private const int LargestBody = 4096;
    private const int LongestRequest = 64;
    private static readonly JsonSerializerOptions Strict = new(GatewayJson.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static void MapAlarms(this RouteGroupBuilder api)
    {
        api.MapGet("/alarms", (AlarmStore store, string? machine, int? limit, bool? open) => open == true
            ? store.Open().Where(row => machine is null || row.Machine == machine)
            : store.Read(machine, Limit(limit)));
        api.MapGet("/alarms/{id:long}", (long id, AlarmDesk desk) => desk.Store.Find(id) is { } alarm
            ? Results.Ok(new AlarmAnswer(alarm, desk.Store.Operations(id, LargestPage), desk.Faults))
            : NoAlarm(id));
        api.MapGet("/alarms/operations", (AlarmStore store, int? limit) => store.Operations(null, Limit(limit)));
        api.MapGet("/labels", (AlarmStore store, string? format) => format switch
        {
            null or "json" => Results.Ok(store.Labels()),
            "csv" => Results.Text(LabelTable.Csv(store.Labels()), "text/csv; charset=utf-8"),
            _ => Problem.Bad($"format={format}: use json or csv"),
        });

        RouteGroupBuilder writes = api.MapGroup("").WithMetadata(new AccessControl.Needs(ApiRole.Technician));
        Write<AlarmRequests.Remark>(writes, "/alarms/{id:long}/acknowledge", (desk, id, body, order) => desk.Acknowledge(id, order.Who, order.Comment, order.Request));
        Write<AlarmRequests.Remark>(writes, "/alarms/{id:long}/reset", (desk, id, body, order) => desk.Reset(id, order.Who, order.Comment, order.Request));
        Write<AlarmRequests.Remark>(writes, "/alarms/{id:long}/unshelve", (desk, id, body, order) => desk.Unshelve(id, order.Who, order.Comment, order.Request));
        Write<AlarmRequests.Shelf>(writes, "/alarms/{id:long}/shelve", (desk, id, body, order) => desk.Shelve(id, Length(body), order.Who, order.Comment, order.Request));
        Write<AlarmRequests.Finding>(writes, "/alarms/{id:long}/verdict", (desk, id, body, order) =>
        {
            (string verdict, string fault) = Verdict(body, desk.Faults);
            return desk.Verdict(id, verdict, fault, order.Who, order.Comment, order.Request);
        });
        writes.MapPost("/machines/{id}/out-of-service", async (string id, AlarmDesk desk, HttpContext context) => await AnswerAsync<AlarmRequests.Service>(context, (body, order) =>
        {
            bool wanted = body.OutOfService ?? throw new UsageException("the body lacks `outOfService`: true or false");
            if (order.Comment.Length == 0)
            {
                throw new UsageException("the body lacks `comment`: say why");
            }

            return desk.OutOfService(id, wanted, order.Who, order.Comment, order.Request)
                ? Results.Ok(new OutOfServiceAnswer(id, desk.Store.Covers().GetValueOrDefault(id)))
                : Problem.NotFound($"no machine `{id}`");
        })).Accepts<AlarmRequests.Service>("application/json");
    }

    private sealed record Order(Caller Who, string Comment, string Request);

    private static void Write<TBody>(RouteGroupBuilder writes, string route, Func<AlarmDesk, long, TBody, Order, AlarmRow?> act)
        where TBody : class =>
        writes.MapPost(route, async (long id, AlarmDesk desk, HttpContext context) =>
            await AnswerAsync<TBody>(context, (body, order) => act(desk, id, body, order) is { } row ? Results.Ok(row) : NoAlarm(id))).Accepts<TBody>("application/json");

    private static async Task<IResult> AnswerAsync<TBody>(HttpContext context, Func<TBody, Order, IResult> act)
        where TBody : class
    {
        try
        {
            TBody body = await ReadAsync<TBody>(context);
            string comment = (string?)typeof(TBody).GetProperty(nameof(AlarmRequests.Remark.Comment))!.GetValue(body) ?? "";
            if (comment.Length > AlarmDesk.LongestComment || comment.Any(char.IsControl))
            {
                throw new UsageException($"`comment` must be one line of at most {AlarmDesk.LongestComment} characters");
            }

            string request = context.Request.Headers[RequestHeader].ToString();
            if (request.Length > LongestRequest)
            {
                throw new UsageException($"the header {RequestHeader} must hold at most {LongestRequest} characters");
            }

            return act(body, new Order(AccessControl.CallerOf(context), comment.Trim(), request));
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

    /// <summary>An absent body is an empty object.</summary>
    private static async Task<TBody> ReadAsync<TBody>(HttpContext context)
        where TBody : class
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[LargestBody + 1];
        int got;
        while ((got = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            bytes.Write(buffer, 0, got);
            if (bytes.Length > LargestBody)
            {
                throw new UsageException($"the body is longer than {LargestBody} bytes");
            }
        }

        try
        {
            return JsonSerializer.Deserialize<TBody>(bytes.Length == 0 ? "{}"u8 : bytes.GetBuffer().AsSpan(0, (int)bytes.Length), Strict) ?? throw new UsageException("the body must be a JSON object");
        }
        catch (JsonException wrong)
        {
            throw new UsageException($"the body is not the JSON that this route takes: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static TimeSpan Length(AlarmRequests.Shelf body) =>
        body.Minutes is { } minutes && minutes >= 1 && minutes <= AlarmDesk.LongestShelf.TotalMinutes
            ? TimeSpan.FromMinutes(minutes)
            : throw new UsageException($"`minutes` must be a number from 1 to {AlarmDesk.LongestShelf.TotalMinutes}");

    private static (string Verdict, string Fault) Verdict(AlarmRequests.Finding body, IReadOnlyList<string> faults) => body switch
    {
        { Verdict: AlarmVerdict.Confirmed, Fault: { } fault } when faults.Contains(fault) => (AlarmVerdict.Confirmed, fault),
        { Verdict: AlarmVerdict.Confirmed } => throw new UsageException($"`fault` must say what was confirmed: {string.Join(", ", faults)}"),
        { Verdict: AlarmVerdict.FalseAlarm or AlarmVerdict.Unsure, Fault: { Length: > 0 } } => throw new UsageException($"`fault` goes with `verdict: {AlarmVerdict.Confirmed}` only"),
        { Verdict: AlarmVerdict.FalseAlarm or AlarmVerdict.Unsure } => (body.Verdict, ""),
        _ => throw new UsageException($"`verdict` must be {AlarmVerdict.Confirmed}, {AlarmVerdict.FalseAlarm} or {AlarmVerdict.Unsure}"),
    };

    private static IResult NoAlarm(long id) => Problem.NotFound($"no alarm {id}");

    private static int Limit(int? asked) => Math.Clamp(asked ?? 50, 1, LargestPage);
}
