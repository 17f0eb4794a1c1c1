#pragma once
/// The operator's orders about rooms, from the console alone: whoever has the journal sees private
/// rooms too. Pure; decide_order() calls these.
#include "broker/core/operator_orders.hpp"

namespace indaba::broker {

/// Return the text of an order that only reads.
std::string list_rooms(const OrderContext& context);
OrderAnswer list_members(const std::string& room, const OrderContext& context);
/// Return the writes of an order, or why there are none.
OrderStep create_room(const OperatorOrder& order, const OrderContext& context, WallMs now);
OrderStep archive_or_reopen(const OperatorOrder& order, const OrderContext& context, WallMs now);

}  // namespace indaba::broker
