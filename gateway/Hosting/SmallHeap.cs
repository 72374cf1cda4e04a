using System.Runtime.InteropServices;

namespace AIoT.Embedded.Gateway.Hosting;

/// <summary>
/// Keeps the youngest generation of the collector small. Its size follows the processor's cache, tens of megabytes on a server, and only an
/// environment variable that is there when the run-time starts changes it: so the program starts itself anew with it, as the same process.
/// </summary>
internal static class SmallHeap
{
    private const string Variable = "DOTNET_GCgen0size";
    private const string EightMegabytes = "0x800000";

    /// <summary>Does not return where it starts anew; returns where the variable is set, or where it can't.</summary>
    public static void Ensure()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            return;
        }

        try
        {
            string?[] arguments = [.. File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0'), null];
            List<string?> environment = [];
            foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            {
                environment.Add($"{entry.Key}={entry.Value}");
            }

            string? program = File.ResolveLinkTarget("/proc/self/exe", returnFinalTarget: false)?.FullName;
            if (program is not null)
            {
                _ = Execve(program, arguments, [.. environment, $"{Variable}={EightMegabytes}", null]);
            }
        }
        catch (IOException)
        {
            // No /proc: it runs with the larger heap.
        }
    }

    [DllImport("libc", EntryPoint = "execve", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Execve(string path, string?[] arguments, string?[] environment);
}
