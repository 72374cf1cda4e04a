using System.Reflection;
using Xunit;

namespace AIoT.Embedded.Tests.Common;

/// <summary>Finds the repository and the optional recordings, models and vectors beside it.</summary>
public static class TestData
{
    /// <summary>The repository's root: the folder that the tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// A path under the shared data folder (<c>$AIOT_DATA</c>, else <c>../shared/data</c> from the root).
    /// The calling test is reported as skipped where it is absent; mark it <c>[SkippableFact]</c> or <c>[SkippableTheory]</c>.
    /// </summary>
    public static string Shared(string relative)
    {
        string folder = Environment.GetEnvironmentVariable("AIOT_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        string path = Path.GetFullPath(Path.Combine(folder, relative));
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"no {relative} under ../shared/data or $AIOT_DATA");
        return path;
    }

    /// <summary>A path under the repository's root.</summary>
    public static string InRepository(string relative) => Path.Combine(Root, relative);

    /// <summary>True when <c>AIOT_TEST_LONG=1</c>: random runs go to a million cases and more.</summary>
    public static bool LongMode => Environment.GetEnvironmentVariable("AIOT_TEST_LONG") == "1";

    /// <summary>The seed of random tests: <c>AIOT_TEST_SEED</c>, else fresh. Print it in every message of a failure.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("AIOT_TEST_SEED"), out int seed) ? seed : Environment.TickCount & 0x7FFFFFFF;

    private static string FindRoot()
    {
        string? root = typeof(TestData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "RepositoryRoot")?.Value;
        if (root is not null && File.Exists(Path.Combine(root, "AIoT.Embedded.sln")))
        {
            return root;
        }

        throw new InvalidOperationException($"AIoT.Embedded.sln is not in {root}, where these tests were built: build them again.");
    }
}
