using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Bench.Measure;

/// <summary>What <c>gateway bench</c> measured; null: not measured.</summary>
public sealed record BenchReport
{
    /// <summary>Committed and acknowledged, all boards as fast as their windows let them.</summary>
    [JsonPropertyName("readings_per_s")]
    public double? ReadingsPerS { get; set; }

    /// <summary>Publish to acknowledgement at 500 readings/s.</summary>
    [JsonPropertyName("p99_ack_ms")]
    public double? P99AckMs { get; set; }

    [JsonPropertyName("p50_ack_ms")]
    public double? P50AckMs { get; set; }

    /// <summary>Publish to the event that shows it on the page, at 500 readings/s.</summary>
    [JsonPropertyName("p99_page_ms")]
    public double? P99PageMs { get; set; }

    /// <summary>Highest of a sample a second at 500 readings/s.</summary>
    [JsonPropertyName("rss_mb")]
    public double? RssMb { get; set; }

    /// <summary>Highest since the process started, at full load.</summary>
    [JsonPropertyName("rss_peak_mb")]
    public double? RssPeakMb { get; set; }

    /// <summary>From the start of the process until 100,000 readings queued at the broker are committed and acknowledged.</summary>
    [JsonPropertyName("backlog_start_s")]
    public double? BacklogStartS { get; set; }

    [JsonPropertyName("node_red_readings_per_s")]
    public double? NodeRedReadingsPerS { get; set; }

    [JsonPropertyName("node_red_rss_mb")]
    public double? NodeRedRssMb { get; set; }

    /// <summary>readings_per_s over node_red_readings_per_s.</summary>
    [JsonPropertyName("node_red_ratio")]
    public double? NodeRedRatio { get; set; }

    /// <summary>CPU microseconds of the gateway a reading at full load.</summary>
    [JsonPropertyName("gateway_cpu_us_per_reading")]
    public double? GatewayCpuUs { get; set; }

    /// <summary>CPU microseconds of the broker a reading at full load.</summary>
    [JsonPropertyName("broker_cpu_us_per_reading")]
    public double? BrokerCpuUs { get; set; }

    [JsonPropertyName("reading_bytes")]
    public int? ReadingBytes { get; set; }

    [JsonPropertyName("boards")]
    public int Boards { get; set; }

    [JsonPropertyName("machine")]
    public string Machine { get; set; } = "";

    [JsonPropertyName("cores")]
    public int Cores { get; set; }

    /// <summary>Load average of the last minute, before and after: what else the machine was doing.</summary>
    [JsonPropertyName("load_average")]
    public double[] LoadAverage { get; set; } = [];
}
