using System.Text;

namespace AIoT.Embedded.Gateway.Bench.Load;

/// <summary>The plant of the load: a machine for every two boards.</summary>
public static class LoadAssets
{
    public static string Device(int board) => $"b{board}";

    public static string Machine(int board) => $"m{board / 2}";

    /// <param name="recordSeconds">Machine time between decision records of a machine that does not change.</param>
    public static async Task<string> WriteAsync(string folder, int boards, int recordSeconds = 60)
    {
        var text = new StringBuilder($"version: 1\nfusion: {{recordSeconds: {recordSeconds}, unattested: count}}\nmodels:\n  - {{name: bench, classes: [normal, outer, inner, ball], normal: [normal]}}\nmachines:\n");
        for (int i = 0; i < boards; i++)
        {
            if (i % 2 == 0)
            {
                text.Append($"  - id: {Machine(i)}\n    name: Machine {i / 2}\n    iso: {{group: 2, mounting: rigid}}\n    sensors:\n");
            }

            text.Append($"      - {{id: {Device(i)}, device: {Device(i)}}}\n");
        }

        string path = Path.Combine(folder, "assets.yaml");
        await File.WriteAllTextAsync(path, text.ToString());
        return path;
    }
}
