using System.Diagnostics;
using System.Reflection;
using AIoT.Embedded.Boards.Cli;
using AIoT.Embedded.Boards.Tests.EntryPoints;
using AIoT.Embedded.Node;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Boards.Tests.Cli;

public sealed class BoardCommandTests : IDisposable
{
    // The artifacts' folders are named by the configuration: .../bin/Boards.Tests/debug/.
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;

    private readonly string _root = Directory.CreateTempSubdirectory("aiot-repo").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task List_names_every_board_on_a_line()
    {
        (int code, string output, _) = await RunAsync("list");
        Assert.Equal(0, code);
        Assert.Contains(output.Split('\n'), line => line.Contains("esp32-devkitc", StringComparison.Ordinal) && line.Contains("ESP32_REV3", StringComparison.Ordinal) && line.Contains("1792 KB", StringComparison.Ordinal));
        Assert.Contains("stm32f769i-disco", output, StringComparison.Ordinal);
        Assert.Contains("virtual", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_tells_figures_and_their_sources()
    {
        (int code, string output, _) = await RunAsync("show", "esp32-devkitc");
        Assert.Equal(0, code);
        foreach (string text in (string[])["240 MHz", "90 KB", "0.5 (assumed)", "SPI1_MISO", "26667 Hz", "interrupt 4", "data sheet"])
        {
            Assert.Contains(text, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("there is esp32-devkitc, esp32-s3-devkitc, stm32f769i-disco, virtual", "show", "esp33")]
    [InlineData("there is esp32-devkitc", "new", "mine", "--like", "esp33")]
    [InlineData("use 1 to 32 characters", "new", "My_Board", "--like", "esp32-devkitc")]
    [InlineData("is there already", "new", "esp32-s3-devkitc", "--like", "esp32-devkitc")]
    [InlineData("start from esp32-devkitc or esp32-s3-devkitc or stm32f769i-disco", "new", "mine", "--like", "virtual")]
    [InlineData("'--like'", "new", "mine")]
    [InlineData("list", "lits")]
    [InlineData("no board ''", "show", "")]
    [InlineData("can't be read", "show", "/nowhere/board.json")]
    public async Task Wrong_input_is_one_line_and_exit_2(string part, params string[] args)
    {
        (int code, string output, string errors) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.StartsWith("aiot-board: ", errors, StringComparison.Ordinal);
        Assert.Contains(part, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_makes_a_folder_that_builds_and_a_board_that_measures()
    {
        CopyRepository();
        var catalog = new BoardCatalog([Path.Combine(_root, "boards")]);
        var output = new StringWriter();
        int code = await new BoardCommand(catalog).RunAsync(["new", "press-hall-3", "--like", "esp32-devkitc"], output, new StringWriter(), CancellationToken.None);
        Assert.Equal(0, code);

        BoardDescription board = catalog.Find("press-hall-3");
        Assert.Equal("press-hall-3", board.Name);
        string folder = Path.Combine(_root, "boards", "press-hall-3");
        foreach (string file in Directory.GetFiles(folder).Where(file => !file.EndsWith("board.json", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("Esp32DevKitC", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }

        string nfproj = await File.ReadAllTextAsync(Path.Combine(folder, "PressHall3.nfproj"));
        Assert.DoesNotContain(Guid(await File.ReadAllTextAsync(TestData.InRepository("boards/esp32-devkitc/Esp32DevKitC.nfproj"))), nfproj, StringComparison.Ordinal);
        Assert.Contains("dotnet build boards/press-hall-3/PressHall3.csproj", output.ToString(), StringComparison.Ordinal);

        (int exit, string log) = await BuildAsync(Path.Combine(folder, "PressHall3.csproj"));
        Assert.True(exit == 0, log);
        string built = Path.Combine(_root, "out", "bin", "PressHall3", Configuration, "AIoT.Embedded.PressHall3.dll");
        Assert.True(File.Exists(built), log);

        // Its own entry point, on the pins of its own description.
        Func<string, NodeApp?> build = Assembly.LoadFrom(built).GetType("AIoT.Embedded.PressHall3.Program", throwOnError: true)!.GetMethod("Build")!.CreateDelegate<Func<string, NodeApp?>>();
        await EntryPointBench.MeasuresAsync(build, board, Directory.CreateDirectory(Path.Combine(_root, "flash")).FullName);
    }

    private static string Guid(string nfproj) => nfproj.Split("<ProjectGuid>")[1].Split("</ProjectGuid>")[0];

    // What a board's project needs of the repository. What is built of the firmware already is linked: only the new project is restored and
    // compiled.
    private void CopyRepository()
    {
        string links = Directory.CreateDirectory(Path.Combine(_root, "out", "bin")).FullName;
        foreach (string built in Directory.GetDirectories(Path.GetFullPath("../..", AppContext.BaseDirectory)))
        {
            Directory.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(built)), built);
        }

        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", "AIoT.Embedded.sln"])
        {
            File.Copy(TestData.InRepository(file), Path.Combine(_root, file));
        }

        // Restore does not follow references through linked folders, so sources are copied.
        foreach (string file in new[] { "firmware", "standins" }.SelectMany(folder => Directory.EnumerateFiles(TestData.InRepository(folder), "*", SearchOption.AllDirectories)))
        {
            string copy = Path.Combine(_root, Path.GetRelativePath(TestData.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (string board in (string[])["esp32-devkitc", "virtual"])
        {
            string folder = Directory.CreateDirectory(Path.Combine(_root, "boards", board)).FullName;
            foreach (string file in Directory.GetFiles(TestData.InRepository("boards/" + board)))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        }
    }

    private async Task<(int Exit, string Log)> BuildAsync(string project)
    {
        string[] arguments =
        [
            "build", project, "--nologo", "-v", "quiet", "-c", Configuration, "-m:1", "-nodeReuse:false",
            "-p:UseSharedCompilation=false", "-p:BuildProjectReferences=false", "-p:ProduceReferenceAssembly=false",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root };
        start.Environment["AIOT_ARTIFACTS"] = Path.Combine(_root, "out");
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        string log = await process.StandardOutput.ReadToEndAsync(limit.Token) + await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, log);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        int code = await new BoardCommand(new BoardCatalog([TestData.InRepository("boards")])).RunAsync(args, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
