using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using AIoT.Embedded.Hil.Demo.Processes;

namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>
/// Enrols the plant's boards with its gateway, as an admin and a technician would: a claim code for each board, and with it the enrolment. The gateway
/// makes keys and UEIDs; the identities go into the boards' flash before the boards start.
/// </summary>
/// <param name="page">The gateway.</param>
/// <param name="data">The gateway's data folder: its token for commands on this machine is there.</param>
public sealed class PlantTrust(Uri page, string data) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new() { BaseAddress = new Uri(page, "api/v1/"), Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Enrols boards, and says what they may run. Boards that are enrolled already (a folder that is used again) are left as they are.</summary>
    /// <param name="boards">By name.</param>
    /// <param name="programs">Measured: the firmware in the board's program, and the model.</param>
    /// <param name="storeOf">A board's flash folder.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What was done, a line for each board.</returns>
    public async Task<IReadOnlyList<string>> EnrolAsync(IReadOnlyList<string> boards, DemoPrograms programs, Func<string, string> storeOf, CancellationToken cancel)
    {
        using (JsonDocument run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "run.json"), cancel).ConfigureAwait(false)))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.RootElement.GetProperty("token").GetString());
        }

        await ReferenceAsync("firmware", "AIoT.Embedded.Node", "0.1.0", await FirmwareAsync(programs, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        byte[] image = await File.ReadAllBytesAsync(programs.ModelImage, cancel).ConfigureAwait(false);
        await ReferenceAsync("model", Path.GetFileNameWithoutExtension(programs.ModelImage), BitConverter.ToUInt32(image, 16).ToString(CultureInfo.InvariantCulture), BodyHash(image), cancel).ConfigureAwait(false);
        List<string> done = [];
        foreach (string board in boards)
        {
            string identity = Path.Combine(storeOf(board), "identity");
            if (File.Exists(identity))
            {
                continue;
            }

            string claim = (await PostAsync("claims", new { device = board, hours = 1 }, cancel).ConfigureAwait(false)).GetProperty("code").GetString()!;
            JsonElement enrolled = await PostAsync($"devices/{board}/enrol", new { hardwareModel = "virtual", claim }, cancel).ConfigureAwait(false);
            Directory.CreateDirectory(storeOf(board));
            await File.WriteAllBytesAsync(identity, Convert.FromHexString(enrolled.GetProperty("identity").GetString()!), cancel).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(identity, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            done.Add($"{board}: enrolled with claim code {claim}, ueid {enrolled.GetProperty("ueid").GetString()}");
        }

        return done;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>SHA-256 of the image's body (model image contract): its length stands in bytes 8 to 11.</summary>
    private static string BodyHash(byte[] image) => Convert.ToHexStringLower(SHA256.HashData(image.AsSpan(0, BitConverter.ToInt32(image, 8))));

    /// <summary>What the board's program says that it measures: told with an identity, which is made in a folder of its own and thrown away.</summary>
    private static async Task<string> FirmwareAsync(DemoPrograms programs, CancellationToken cancel)
    {
        string folder = Directory.CreateTempSubdirectory("aiot-measure-").FullName;
        try
        {
            ChildProcess identity = ChildProcess.Start("measure", Path.Combine(folder, "log"), programs.Board, ["identity", "--store", folder]);
            try
            {
                string line = await identity.WaitForLineAsync(text => text.StartsWith('{'), Patience, cancel).ConfigureAwait(false);
                using JsonDocument told = JsonDocument.Parse(line);
                return told.RootElement.GetProperty("firmware").GetString()!;
            }
            finally
            {
                await identity.WaitForExitAsync(cancel).ConfigureAwait(false);
                identity.Dispose();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task ReferenceAsync(string kind, string name, string version, string hash, CancellationToken cancel) => PostAsync("references", new { kind, name, version, hash, hardware = "" }, cancel);

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancel)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(path, body, cancel).ConfigureAwait(false);
        JsonElement told = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? told : throw new DemoException($"the gateway does not take {path}: {told}");
    }
}
