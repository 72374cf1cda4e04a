using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Meter.Tests;

public class CountsTests
{
    private const string Sample = "AIoT.Embedded.Meter.Tests.Samples";
    private static readonly string[] Assemblies = [typeof(Samples).Assembly.Location];

    [Fact]
    public void A_loop_over_longs_counts_its_opcodes_by_operand_width()
    {
        OpcodeReport report = Measure(nameof(Samples.SumOfLongs), 1000);

        Assert.Equal(1000, report.Counts["add i8"]);
        Assert.Equal(1000, report.Counts["add i4"]);
        Assert.Equal(1001, report.Counts["ldloc.N long"]);
        Assert.Equal(1001, report.Counts["compare-and-branch i4"]);
        Assert.Equal(1001, report.Counts["conv_i8_from_i4"]);
        Assert.Equal(12011, report.Opcodes);
    }

    [Fact]
    public void The_price_of_a_loop_is_the_sum_over_its_opcodes_in_every_column()
    {
        OpcodeReport report = Measure(nameof(Samples.SumOfLongs), 1000);

        // 3001 ldloc.N int 38, 2002 stloc.N 53, 1001 conv.i8 88, 1001 blt 80, 1000 add i8 45, 1001 ldarg.N 43, 1000 add i4 40, 1001 ldloc.N long 39, 1002 ldc.i4.N 24, 1 br 31
        Assert.Equal(579473, report.Instructions(CostColumn.Thumb2));
        Assert.Equal(
            (3001 * 31) + (2002 * 27) + (1001 * 49) + (1001 * 85) + (1000 * 31) + (1001 * 34) + (1000 * 31) + (1001 * 31) + (1002 * 18) + 30,
            report.Instructions(CostColumn.X64));
    }

    [Fact]
    public void Element_loads_are_counted_by_element_type()
    {
        OpcodeReport report = Measure(nameof(Samples.SumOfShorts), new short[100]);

        Assert.Equal(100, report.Counts["ldelem.i2"]);
        Assert.Equal(101, report.Counts["ldlen"]);
        Assert.Equal(201, report.Counts["ldarg array"]);
    }

    [Fact]
    public void Floats_and_doubles_are_told_apart_on_the_evaluation_stack()
    {
        OpcodeReport report = Measure(nameof(Samples.Mix), 1f, 2, 3d);

        Assert.Equal(1, report.Counts["conv_r4_from_i4"]);
        Assert.Equal(1, report.Counts["mul r4"]);
        Assert.Equal(1, report.Counts["conv_r8_from_r4"]);
        Assert.Equal(1, report.Counts["add r8"]);
        Assert.Equal(1, report.Counts["conv_r4_from_r8"]);
    }

    [Fact]
    public void Calls_are_counted_by_kind_and_each_method_says_how_often_it_ran()
    {
        OpcodeReport calls = Measure(nameof(Samples.CallsTwice), 3);
        Assert.Equal(2, calls.Counts["call static(args)"]);
        Assert.Equal(2, calls.Methods.Single(method => method.Name.Contains("AddOne", StringComparison.Ordinal)).Calls);

        OpcodeReport objects = Measure(nameof(Samples.Virtual));
        Assert.Equal(2, objects.Counts["newobj"]);
        Assert.Equal(1, objects.Counts["call virtual()"]);
        Assert.Equal(1, objects.Counts["call instance(args)"]);

        // Derived calls Base calls Object: three base constructors, none for the root.
        Assert.Equal(3, objects.Counts["call instance()"]);
    }

    [Fact]
    public void A_call_of_the_base_library_is_one_native_call() =>
        Assert.Equal(1, Measure(nameof(Samples.Absolute), -3).Counts["call native"]);

    [Fact]
    public void Only_the_branch_that_was_taken_counts()
    {
        OpcodeReport report = Measure(nameof(Samples.Choose), true, 1, 2);
        Assert.Equal(2, report.Counts["ldarg.N"]);
        Assert.Equal(4, report.Opcodes);
    }

    [Fact]
    public void A_handler_counts_when_it_runs()
    {
        Assert.Equal(0, Measure(nameof(Samples.CatchesDivision), 5).Counts.GetValueOrDefault("pop"));
        Assert.Equal(1, Measure(nameof(Samples.CatchesDivision), 0).Counts["pop"]);
    }

    [Fact]
    public void A_method_that_begins_with_a_loop_is_one_call()
    {
        OpcodeReport report = Measure(nameof(Samples.Halve), 1 << 10);
        Assert.Equal(1, report.Methods.Single().Calls);
    }

    [Fact]
    public void Counting_starts_again_at_Restart()
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure(Assemblies, metered =>
        {
            metered.CallStatic(Sample, nameof(Samples.SumOfLongs), 1000);
            metered.Restart();
            metered.CallStatic(Sample, nameof(Samples.SumOfLongs), 1);
        });
        Assert.Equal(1, report.Counts["add i8"]);
    }

    [Fact]
    public void Two_runs_of_the_same_work_count_the_same()
    {
        OpcodeReport first = Measure(nameof(Samples.Virtual));
        OpcodeReport second = Measure(nameof(Samples.Virtual));
        Assert.Equal(first.Counts, second.Counts);
        Assert.Equal(first.Describe(), second.Describe());
    }

    [Fact]
    public void Typed_work_reaches_the_instrumented_types_and_its_preparation_is_not_counted()
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure<TypedWork>([typeof(TestData).Assembly.Location]);
        MethodReport method = report.Methods.Single(one => one.Name.Contains("InRepository", StringComparison.Ordinal));
        Assert.Equal(2, method.Calls);
    }

    [Fact]
    public void Every_kind_that_the_analysis_names_has_a_price()
    {
        // The base library holds every opcode that C# emits; what the meter names in it must be priced.
        CostTable table = CostTable.NanoFramework1();
        HashSet<string> kinds = [.. KindSurvey.Of(typeof(object).Assembly.Location, methods: 6000)];
        Assert.Empty(kinds.Except(table.Kinds));
        Assert.True(kinds.Count > 80, $"only {kinds.Count} kinds were seen");
    }

    [Fact]
    public void A_latency_is_instructions_over_clock_and_instructions_per_cycle()
    {
        OpcodeReport report = Measure(nameof(Samples.SumOfLongs), 1000);
        Assert.Equal(579473 / (240e6 * 0.5), new LatencyEstimate(240e6, 0.5).Of(report).TotalSeconds, 6);
    }

    private static OpcodeReport Measure(string method, params object?[] arguments) =>
        new OpcodeMeter(CostTable.NanoFramework1()).Measure(Assemblies, metered => metered.CallStatic(Sample, method, arguments));
}
