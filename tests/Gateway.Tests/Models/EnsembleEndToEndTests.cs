using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Models;

/// <summary>ONNX models of the gateway's own over fused windows, by real ONNX Runtime in a real gateway: counted, compared, isolated, explained, promoted, replayed.</summary>
public sealed class EnsembleEndToEndTests
{
    private const int Features = 10, Comb = 6;

    [SkippableFact]
    public async Task Models_over_fused_windows_count_are_compared_isolated_explained_promoted_and_replayed()
    {
        OnnxRuntimeHere.Shipped();
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data");
        Directory.CreateDirectory(data);
        string key = new ApiKeyFile(data).Add("Erika", ApiRole.Technician, TimeProvider.System);
        folder.Write("data/assets.yaml", AssetsText.Demo.Replace("{unattested: count}", "{recordSeconds: 5, unattested: count}", StringComparison.Ordinal));
        var registry = new ModelRegistry(data);
        Add(registry, "whole", ModelRole.Champion, ModelInput.Pooled, Whole());
        Add(registry, "each", ModelRole.Challenger, ModelInput.Sensors, Each(), "pump");
        Add(registry, "window", ModelRole.Shadow, ModelInput.Window, Window());
        Add(registry, "nan", ModelRole.Shadow, ModelInput.Window, TinyOnnx.NotANumber(Features));
        Add(registry, "throws", ModelRole.Shadow, ModelInput.Window, TinyOnnx.Throwing(Features));
        Add(registry, "logits", ModelRole.Shadow, ModelInput.Window, TinyOnnx.Linear(Features, 4, (_, _) => 1));
        Add(registry, "long", ModelRole.Shadow, ModelInput.Window, TinyOnnx.Softmax(12, 4, (_, _) => 0));
        Add(registry, "shape", ModelRole.Shadow, ModelInput.Window, TinyOnnx.Softmax(Features, 5, (_, _) => 0));

        long[] decisions;
        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--broker", $"127.0.0.1:{broker.Port}", "--data", data, "--assets", folder.File("data/assets.yaml"), "--http", "127.0.0.1:0"))
        {
            gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using BoardDouble first = new(broker.Port, "pump-1"), second = new(broker.Port, "pump-2"), fan = new(broker.Port, "fan-1");
            await FeedAsync(120, i => Math.Clamp((i - 50) / 40.0, 0.02, 0.97), i => i > 50 ? 12 : 1);
            // All of one board may have come before the other's: machine time, which an alarm is held by, goes on with what both say then.
            await FeedAsync(12, _ => 0.97, _ => 12);
            JsonElement pump = await AlarmAsync(gateway, "pump"), shaken = await AlarmAsync(gateway, "fan");
            await VerdictAsync(gateway, pump, new { verdict = "confirmed", fault = "outer race" });
            await VerdictAsync(gateway, shaken, new { verdict = "falseAlarm" });

            // Each says how it does: what throws, says no number, no probabilities, or never fits is told from what works.
            Dictionary<string, JsonElement> models = await ModelsAsync(gateway, all => all.Values.All(model => State(model) != "ok" || Scored(model) > 60));
            Skip.If(new[] { "whole", "each", "window" }.Any(name => State(models[name]) is "hung" or "slow"), "this machine was too busy: a model was switched off for being slow");
            Assert.Equal(["ok", "ok", "ok"], new[] { "whole", "each", "window" }.Select(name => State(models[name])));
            Assert.Equal(("failed", "failed", "failed", "unfit", "unfit"), (State(models["nan"]), State(models["throws"]), State(models["logits"]), State(models["long"]), State(models["shape"])));
            Assert.Contains("NaN", Reason(models["nan"]));
            Assert.Contains("Gather", Reason(models["throws"]));
            Assert.Contains("no probability (0 to 1)", Reason(models["logits"]));
            Assert.Equal("it takes 12 values, and a window here gives 10", Reason(models["long"]));
            Assert.Equal("it gives 5 probabilities for 4 classes", Reason(models["shape"]));
            // It sees one sensor: it differs from the whole machine where the other one is sick.
            Assert.InRange(models["window"].GetProperty("statistics").GetProperty("agreement").GetDouble(), 0.5, 1);

            // On the verdicts: one fault that was confirmed, one false alarm.
            Dictionary<string, JsonElement> measured = (await gateway.GetAsync("/api/v1/ensemble/labels")).EnumerateArray().ToDictionary(finding => finding.GetProperty("model").GetString()!);
            foreach (string name in new[] { "boards", "whole 1", "window 1" })
            {
                Assert.Equal((1.0, 1, 1), (measured[name].GetProperty("auc").GetDouble(), measured[name].GetProperty("faulty").GetInt32(), measured[name].GetProperty("healthy").GetInt32()));
            }

            Assert.Equal(JsonValueKind.Null, measured["nan 1"].GetProperty("auc").ValueKind);

            // The challenger counts on the pump, the champion elsewhere; its score is explained to the last digit, with a second opinion.
            JsonElement why = await ExplainedAsync(gateway, pump.GetProperty("decision").GetInt64(), "each 1");
            Assert.StartsWith("each 1 ", why.GetProperty("record").GetProperty("ensemble").GetString());
            JsonElement record = why.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("record")).Single(model => model.GetProperty("runs").GetString() == "gateway");
            JsonElement attribution = record.GetProperty("attribution");
            JsonElement[] parts = [.. attribution.GetProperty("parts").EnumerateArray()];
            Assert.Equal(attribution.GetProperty("score").GetDouble(), attribution.GetProperty("base").GetDouble() + parts.Sum(part => part.GetProperty("contribution").GetDouble()), 1e-9);
            Assert.Equal(("comb_bpfo", "pump-de"), (parts[0].GetProperty("feature").GetString(), parts[0].GetProperty("sensor").GetString()));
            Assert.True(attribution.GetProperty("score").GetDouble() > 0.9 && attribution.GetProperty("base").GetDouble() < 0.1, attribution.ToString());
            Assert.InRange(record.GetProperty("second").GetProperty("fidelity").GetDouble(), 0, 1);
            Assert.StartsWith("lime", record.GetProperty("second").GetProperty("method").GetString());

            // Another becomes champion while it runs, the challenger goes; both are named where they counted.
            registry.Remove("each", 1);
            registry.Promote("window", 1);
            await ModelsAsync(gateway, all => !all.ContainsKey("each") && all["window"].GetProperty("role").GetString() == "champion");
            await FeedAsync(40, _ => 0.97, _ => 1);
            await UntilAsync(async () => (await gateway.GetAsync("/api/v1/decisions?machine=pump&limit=1"))[0].GetProperty("body").GetProperty("ensemble").GetString()!.StartsWith("window 1 ", StringComparison.Ordinal));
            models = await ModelsAsync(gateway, _ => true);
            Assert.Equal(("champion", "shadow"), (models["window"].GetProperty("role").GetString(), models["whole"].GetProperty("role").GetString()));
            decisions = [.. (await gateway.GetAsync("/api/v1/decisions?limit=500")).EnumerateArray().Select(decision => decision.GetProperty("id").GetInt64())];
            long late = new[] { "whole", "window" }.Sum(name => models[name].GetProperty("status").GetProperty("failures").GetInt64());
            Assert.Equal(0, await gateway.StopAsync());
            Skip.If(late > 0, "this machine was too busy: a model was not waited for, which a replay cannot know");

            async Task FeedAsync(int windows, Func<int, double> outer, Func<int, double> shake)
            {
                for (int i = 0; i < windows; i++)
                {
                    first.Produce(seq => Readings.Encode(seq, outer(i), 1 + (0.1 * Math.Sin(seq))));
                    second.Produce(seq => Readings.Encode(seq, 0.02, 0.8));
                    fan.Produce(seq => Readings.Encode(seq, 0.02, shake(i)));
                }

                foreach (BoardDouble board in (BoardDouble[])[first, second, fan])
                {
                    await board.AllAcknowledgedAsync(TimeSpan.FromSeconds(30));
                }
            }
        }

        HashSet<string> counted = [];
        foreach (long id in decisions)
        {
            (int code, string output, string error) = await Cli.RunAsync("decisions", "replay", $"{id}", "--data", data);
            Assert.True(code == 0, $"decision {id}: {output}{error}");
            counted.Add(id.ToString());
        }

        Assert.True(counted.Count > 8, $"only {counted.Count} decisions");
    }

    [SkippableFact]
    public async Task A_model_given_by_the_option_is_kept_explained_and_replayed_like_a_listed_one_after_the_file_is_gone()
    {
        OnnxRuntimeHere.Shipped();
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data"), file = folder.File("My Model.onnx");
        Directory.CreateDirectory(data);
        string key = new ApiKeyFile(data).Add("Erika", ApiRole.Technician, TimeProvider.System);
        folder.Write("data/assets.yaml", AssetsText.Demo.Replace("{unattested: count}", "{recordSeconds: 5, unattested: count}", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(file, Window());
        long decision;
        using (GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--broker", $"127.0.0.1:{broker.Port}", "--data", data, "--assets", folder.File("data/assets.yaml"), "--http", "127.0.0.1:0", "--model", file))
        {
            File.Delete(file);
            gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var fan = new BoardDouble(broker.Port, "fan-1");
            for (int i = 0; i < 110; i++)
            {
                fan.Produce(seq => Readings.Encode(seq, Math.Clamp((i - 40) / 40.0, 0.02, 0.97)));
            }

            await fan.AllAcknowledgedAsync(TimeSpan.FromSeconds(30));
            JsonElement alarm = await AlarmAsync(gateway, "fan");
            decision = alarm.GetProperty("decision").GetInt64();
            JsonElement why = await ExplainedAsync(gateway, decision, "my-model 1");
            Assert.StartsWith("my-model 1 ", why.GetProperty("record").GetProperty("ensemble").GetString());
            JsonElement model = (await ModelsAsync(gateway, _ => true))["my-model"];
            Assert.Equal(("champion", true), (model.GetProperty("role").GetString(), model.GetProperty("told").GetBoolean()));
            Assert.Equal(0, await gateway.StopAsync());
            Skip.If(model.GetProperty("status").GetProperty("failures").GetInt64() > 0, "this machine was too busy: a model was not waited for, which a replay cannot know");
        }

        (int code, string output, string error) = await Cli.RunAsync("decisions", "replay", $"{decision}", "--data", data);
        Assert.True(code == 0, output + error);
        // It is not one of the list, and can become one.
        Assert.Equal("", (await Cli.RunAsync("ensemble", "list", "--data", data)).Output);
        Assert.Equal("my-model 1 is champion\n", (await Cli.RunAsync("ensemble", "promote", "my-model", "1", "--data", data)).Output);
    }

    [Fact]
    public void A_name_that_older_records_gave_the_option_s_model_finds_its_file()
    {
        using var folder = new TemporaryFolder();
        var registry = new ModelRegistry(folder.Path);
        RegisteredModel kept = registry.Keep("/models/Bearing V1.onnx", [1, 2, 3], 5);
        Assert.Equal(("bearing-v1", 1, ModelRole.Told, kept.Id), (kept.Name, kept.Version, kept.Role, registry.Keep("/elsewhere/b.onnx", [1, 2, 3], 6).Id));
        Assert.Equal(2, registry.Keep("/models/bearing-v1.onnx", [1, 2, 4], 7).Version);
        Assert.Empty(registry.Load());
        Assert.True(RegistryModels.IsOlderName(kept, $"Bearing V1.onnx {kept.File[..16]}"));
        Assert.False(RegistryModels.IsOlderName(kept, "Bearing V1.onnx 0123456789abcdef"));
    }

    /// <summary>Over the pooled vector: how many sensors, then the greatest of each feature.</summary>
    private static byte[] Whole() => TinyOnnx.Softmax(1 + (2 * Features), 4, (value, output) => (value, output) switch { (0, 0) => 5, (1 + Comb, 2) => 0.01, _ => 0 });

    /// <summary>Over both sensors one after the other, each with its presence before.</summary>
    private static byte[] Each() => TinyOnnx.Softmax(2 * (Features + 1), 4, (value, output) => (value % (Features + 1), output) switch { (0, 0) => 5, (1 + Comb, 2) => 0.01, _ => 0 });

    /// <summary>Over one window; the last feature is always 120.</summary>
    private static byte[] Window() => TinyOnnx.Softmax(Features, 4, (value, output) => (value, output) switch { (Features - 1, 0) => 0.05, (Comb, 2) => 0.01, _ => 0 });

    private static void Add(ModelRegistry registry, string name, ModelRole role, ModelInput input, byte[] bytes, params string[] machines) =>
        registry.Add(name, bytes, new RegisteredModel(name, 0, Convert.ToHexStringLower(SHA256.HashData(bytes)), role, input, [], 0, machines, 0));

    private static string State(JsonElement model) => model.GetProperty("status").GetProperty("state").GetString()!;

    private static string Reason(JsonElement model) => model.GetProperty("status").GetProperty("reason").GetString()!;

    private static long Scored(JsonElement model) => model.GetProperty("statistics").GetProperty("scored").GetInt64();

    private static async Task<JsonElement> AlarmAsync(GatewayProcess gateway, string machine)
    {
        JsonElement found = default, view = default;
        await UntilAsync(async () =>
        {
            view = await gateway.GetAsync($"/api/v1/machines/{machine}");
            found = (await gateway.GetAsync($"/api/v1/alarms?machine={machine}")).EnumerateArray().FirstOrDefault();
            return found.ValueKind == JsonValueKind.Object;
        }, () => view.ToString());
        return found;
    }

    private static async Task VerdictAsync(GatewayProcess gateway, JsonElement alarm, object verdict)
    {
        using HttpResponseMessage answer = await gateway.Client.PostAsJsonAsync($"/api/v1/alarms/{alarm.GetProperty("id").GetInt64()}/verdict", verdict);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<Dictionary<string, JsonElement>> ModelsAsync(GatewayProcess gateway, Func<Dictionary<string, JsonElement>, bool> so)
    {
        Dictionary<string, JsonElement> models = [];
        await UntilAsync(async () =>
        {
            models = (await gateway.GetAsync("/api/v1/ensemble")).GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("name").GetString()!);
            return so(models);
        });
        return models;
    }

    /// <summary>The decision with the explanation of what the gateway's own model said.</summary>
    private static async Task<JsonElement> ExplainedAsync(GatewayProcess gateway, long decision, string model)
    {
        JsonElement view = default;
        await UntilAsync(async () =>
        {
            view = await gateway.GetAsync($"/api/v1/decisions/{decision}");
            return view.GetProperty("models").EnumerateArray().Any(entry => entry.GetProperty("record").GetProperty("modelName").GetString() == model);
        }, () => view.ToString());
        return view;
    }

    private static async Task UntilAsync(Func<Task<bool>> so, Func<string>? what = null)
    {
        for (int tries = 0; !await so(); tries++)
        {
            Assert.True(tries < 2400, "it did not come: " + what?.Invoke());
            await Task.Delay(50);
        }
    }
}
