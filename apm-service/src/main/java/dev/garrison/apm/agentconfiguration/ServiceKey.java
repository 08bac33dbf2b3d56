package dev.garrison.apm.agentconfiguration;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.Size;

/**
 * Whom a configuration concerns.
 *
 * @param name absent: every service
 * @param environment absent: every environment
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ServiceKey(@Size(max = 1024) String name, @Size(max = 1024) String environment) {}
